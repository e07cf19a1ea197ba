// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {IDirectory} from "../consortium/IDirectory.sol";
import {IMembership} from "../consortium/IMembership.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";
import {FinancingLoans} from "./FinancingLoans.sol";
import {FinancingOffers} from "./FinancingOffers.sol";
import {IClaims} from "./IClaims.sol";
import {IFinancing} from "./IFinancing.sol";

/// @title Financing
/// @notice Discounts of claims, and loans against them (`FinancingLoans`), see `IFinancing`. Several calls go in one
/// transaction, all or none, through `multicall`.
/// @dev Nonces and buy-backs are used up before any token is called.
contract Financing is FinancingLoans, Multicall {
    using SafeERC20 for ISettlementToken;

    /// @inheritdoc IFinancing
    mapping(bytes32 discountId => bool open) public isBuyBackOpen;

    constructor(
        IMembership membership_,
        IDirectory directory_
    ) MemberGated(membership_) FinancingOffers(directory_) {} // solhint-disable-line no-empty-blocks

    /// @inheritdoc IFinancing
    function acceptDiscount(
        DiscountOffer calldata offer,
        bytes calldata signature
    ) external returns (bytes32 discountId) {
        discountId = discountIdOf(offer);
        if (offer.priceMinor == 0 || (offer.buyBackUntil == 0) != (offer.buyBackPriceMinor == 0))
            revert Financing_BadOffer(discountId);
        _take(discountId, offer.bank, offer.seller, offer.nonce, offer.expiresAt, signature);
        if (offer.buyBackUntil != 0) isBuyBackOpen[discountId] = true;
        emit Discounted(discountId, offer.bank, offer.seller, offer);
        _passUnits(offer, offer.seller, offer.bank, offer.minUnpaidMinor);
        // The bank signed the offer.
        // slither-disable-next-line arbitrary-send-erc20
        offer.token.safeTransferFrom(offer.bank, offer.seller, offer.priceMinor);
    }

    /// @inheritdoc IFinancing
    function buyBack(DiscountOffer calldata offer, address receiver, uint256 minUnpaidMinor) external {
        bytes32 discountId = discountIdOf(offer);
        if (!isBuyBackOpen[discountId]) revert Financing_NoBuyBack(discountId);
        if (block.timestamp >= offer.buyBackUntil)
            revert Financing_BuyBackOver(discountId, offer.buyBackUntil);
        _requireSeller(discountId, offer.seller, receiver);
        isBuyBackOpen[discountId] = false;
        _passUnits(offer, offer.bank, receiver, minUnpaidMinor);
        uint256 quarantineId = _payBank(offer.token, offer.bank, offer.buyBackPriceMinor, discountId);
        emit BoughtBack(discountId, msg.sender, receiver, offer.buyBackPriceMinor, quarantineId);
    }

    /// @dev The units pass, and the debtor owes at least so much on them.
    function _passUnits(
        DiscountOffer calldata offer,
        address from,
        address to,
        uint256 minUnpaidMinor
    ) private {
        IClaims claims = _claimsOf(offer.room);
        if (minUnpaidMinor == 0) {
            claims.transferFrom(from, to, offer.claimId, offer.units);
        } else {
            uint256 unpaidBefore = _unpaidOf(offer.room, claims, offer.claimId, from);
            claims.transferFrom(from, to, offer.claimId, offer.units);
            uint256 unpaid = unpaidBefore - _unpaidOf(offer.room, claims, offer.claimId, from);
            _requireUnpaid(offer.claimId, unpaid, minUnpaidMinor);
        }
    }

    /// @dev An account keeps its organisation when it is removed, so the seller's right outlives its account.
    function _requireSeller(bytes32 discountId, address seller, address receiver) private view {
        OrgId owner = membership.accountOf(seller).orgId;
        (OrgId caller, OrgId receiving) = membership.requireCanAct(msg.sender, receiver);
        if (caller != owner) revert Financing_NotSeller(discountId, caller, owner);
        if (receiving != owner) revert Financing_NotSeller(discountId, receiving, owner);
    }
}
