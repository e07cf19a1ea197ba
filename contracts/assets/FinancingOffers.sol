// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {Capabilities} from "../common/Capabilities.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {Signatures} from "../common/Signatures.sol";
import {IDirectory} from "../consortium/IDirectory.sol";
import {IClaims} from "./IClaims.sol";
import {IFinancing} from "./IFinancing.sol";
import {IReceivables} from "./IReceivables.sol";

/// @title FinancingOffers
/// @notice What banks sign, and that each offer is accepted once, see `IFinancing`.
abstract contract FinancingOffers is IFinancing, EIP712, MemberGated {
    using BitMaps for BitMaps.BitMap;

    bytes32 private constant DISCOUNT_TYPEHASH = keccak256(
        "DiscountOffer(address bank,address seller,bytes32 room,uint256 claimId,uint96 units,uint96 priceMinor,"
        "address token,uint96 minUnpaidMinor,uint40 buyBackUntil,uint96 buyBackPriceMinor,uint256 nonce,"
        "uint40 expiresAt)"
    );
    bytes32 private constant LOAN_TYPEHASH = keccak256(
        "LoanOffer(address bank,address borrower,bytes32 room,uint256 claimId,uint96 units,uint96 principalMinor,"
        "address token,uint96 minUnpaidMinor,uint96 valueMinor,uint16 advanceBps,uint96 feeMinor,uint16 rateBps,"
        "uint16 overdueRateBps,uint40 dueAt,uint32 graceSeconds,uint256 nonce,uint40 expiresAt)"
    );
    /// @dev The room whose units are money; it knows what a debtor owes on them.
    bytes32 private constant RECEIVABLES = "receivables";

    /// @notice Names the rooms of claims; fixed at deployment.
    IDirectory public immutable directory;

    /// @dev One bit per nonce: accepted or cancelled.
    mapping(address bank => BitMaps.BitMap nonces) private _usedNonces;

    constructor(IDirectory directory_) EIP712("Guildhall Financing", "1") {
        directory = directory_;
    }

    /// @inheritdoc IFinancing
    function cancel(uint256[] calldata nonces) external {
        BitMaps.BitMap storage used = _usedNonces[msg.sender];
        for (uint256 i = 0; i < nonces.length; ++i) {
            if (used.get(nonces[i])) continue;
            used.set(nonces[i]);
            emit OfferCancelled(msg.sender, nonces[i]);
        }
    }

    /// @inheritdoc IFinancing
    function isNonceUsed(address bank, uint256 nonce) external view returns (bool) {
        return _usedNonces[bank].get(nonce);
    }

    /// @inheritdoc IFinancing
    function discountIdOf(DiscountOffer calldata offer) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(DISCOUNT_TYPEHASH, offer)));
    }

    /// @inheritdoc IFinancing
    function loanIdOf(LoanOffer calldata offer) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(LOAN_TYPEHASH, offer)));
    }

    /// @notice Uses up a bank's offer to the caller.
    /// @return lender Organisation of the bank.
    /// @return holder Organisation of the caller.
    function _take(
        bytes32 offerId,
        address bank,
        address named,
        uint256 nonce,
        uint40 expiresAt,
        bytes calldata signature
    ) internal returns (OrgId lender, OrgId holder) {
        if (msg.sender != named) revert Financing_NotNamed(msg.sender, named);
        if (block.timestamp >= expiresAt) revert Financing_OfferExpired(expiresAt, block.timestamp);
        holder = membership.requireMember(msg.sender);
        lender = membership.requireCapable(bank, Capabilities.BANK);
        if (holder == lender) revert Financing_OwnOrganisation(lender);
        if (!Signatures.isBy(bank, offerId, signature)) revert Financing_BadSignature(bank);
        if (_usedNonces[bank].get(nonce)) revert Financing_NonceUsed(bank, nonce);
        _usedNonces[bank].set(nonce);
    }

    function _claimsOf(bytes32 room) internal view returns (IClaims) {
        return IClaims(directory.addressOf(room));
    }

    function _areReceivables(bytes32 room) internal pure returns (bool) {
        return room == RECEIVABLES;
    }

    /// @dev What the unpledged units of a holder have not received; zero in a room that knows no money.
    function _unpaidOf(
        bytes32 room,
        IClaims claims,
        uint256 claimId,
        address holder
    ) internal view returns (uint256) {
        return _areReceivables(room) ? IReceivables(address(claims)).unpaidOf(claimId, holder) : 0;
    }

    function _requireUnpaid(uint256 claimId, uint256 unpaidMinor, uint256 minUnpaidMinor) internal pure {
        if (unpaidMinor < minUnpaidMinor) revert Financing_UnpaidBelow(claimId, unpaidMinor, minUnpaidMinor);
    }
}
