// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {Capabilities} from "../common/Capabilities.sol";
import {OrgId} from "../common/OrgId.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";
import {BillDrawing} from "./BillDrawing.sol";
import {IBills} from "./IBills.sol";
import {PLEDGED, PROTESTED, StoredLot} from "./StoredLot.sol";

/// @title BillFinancing
/// @notice Discounts and pledges: what a lot is good for before it is due. Either takes the lot out of its holder's free
/// hands, so that no lot is financed twice.
abstract contract BillFinancing is BillDrawing, ReentrancyGuardTransient {
    using BitMaps for BitMaps.BitMap;
    using SafeERC20 for ISettlementToken;

    bytes32 private constant OFFER_TYPEHASH = keccak256(
        // solhint-disable-next-line max-line-length
        "DiscountOffer(uint256 lotId,uint32 seller,uint96 amountMinor,uint96 priceMinor,bool withRecourse,address buyer,uint256 nonce,uint40 validUntil)"
    );

    mapping(address buyer => BitMaps.BitMap nonces) private _usedNonces;

    /* Discounts */

    /// @inheritdoc IBills
    function discount(
        DiscountOffer calldata offer,
        bytes calldata signature
    ) external nonReentrant returns (uint256 boughtId) {
        (OrgId caller, ) = membership.requireCanAct(msg.sender, offer.buyer);
        if (caller != offer.seller) revert Bills_OtherSeller(offer.lotId, caller, offer.seller);
        OrgId bank = membership.requireCapable(offer.buyer, Capabilities.BANK);
        (StoredLot memory lot, Bill storage bill) = _requireFinanceable(offer.lotId, caller);
        if (offer.priceMinor == 0) revert Bills_BadAmount(0, lot.amountMinor());
        if (block.timestamp > offer.validUntil) revert Bills_SignatureExpired(offer.validUntil);
        _requireSignature(offer.buyer, keccak256(abi.encode(OFFER_TYPEHASH, offer)), signature);
        _useNonce(offer.buyer, offer.nonce);
        boughtId = _endorse(offer.lotId, lot, offer.amountMinor, offer.buyer, bank, offer.withRecourse);
        emit LotDiscounted(boughtId, offer.amountMinor, offer.priceMinor, offer.nonce);
        // The buyer signed the offer.
        // slither-disable-next-line arbitrary-send-erc20
        bill.token.safeTransferFrom(offer.buyer, msg.sender, offer.priceMinor);
    }

    /// @inheritdoc IBills
    function cancelOffer(uint256 nonce) external {
        _useNonce(msg.sender, nonce);
        emit OfferCanceled(msg.sender, nonce);
    }

    /// @inheritdoc IBills
    function isNonceUsed(address buyer, uint256 nonce) external view returns (bool) {
        return _usedNonces[buyer].get(nonce);
    }

    /* Pledges */

    /// @inheritdoc IBills
    function pledge(uint256 lotId, PledgeTerms calldata terms) external {
        (OrgId holder, OrgId pledgee) = membership.requireCanAct(msg.sender, terms.pledgee);
        (StoredLot memory lot, ) = _requireFinanceable(lotId, holder);
        if (pledgee == holder) revert Bills_ToOwnOrganisation(lotId, holder);
        if (lot.amountMinor() == 0) revert Bills_Paid(lotId);
        if (terms.expiresAt <= block.timestamp || terms.expiresAt <= terms.enforceableFrom)
            revert Bills_BadPledgeTimes(terms.enforceableFrom, terms.expiresAt);
        lot.set(PLEDGED);
        _lots[lotId].head = lot.head;
        _pledgesOfLots[lotId] = Pledge(
            terms.pledgee,
            pledgee,
            terms.enforceableFrom,
            terms.expiresAt,
            terms.withRecourse
        );
        emit LotPledged(lotId, holder, pledgee, terms);
    }

    /// @inheritdoc IBills
    function release(uint256 lotId) external {
        Pledge memory pledged = _requirePledge(lotId);
        if (block.timestamp < pledged.expiresAt) _requirePledgee(lotId, pledged);
        _lots[lotId].head &= ~PLEDGED;
        delete _pledgesOfLots[lotId];
        emit PledgeReleased(lotId, pledged.pledgee);
    }

    /// @inheritdoc IBills
    function enforce(uint256 lotId) external {
        Pledge memory pledged = _requirePledge(lotId);
        _requirePledgee(lotId, pledged);
        if (block.timestamp < pledged.enforceableFrom || block.timestamp >= pledged.expiresAt)
            revert Bills_NotEnforceable(lotId, pledged.enforceableFrom, pledged.expiresAt);
        StoredLot memory lot = _lots[lotId];
        if (lot.has(PROTESTED)) revert Bills_Protested(lotId);
        lot.unset(PLEDGED);
        delete _pledgesOfLots[lotId];
        _endorse(lotId, lot, lot.amountMinor(), pledged.account, pledged.pledgee, pledged.withRecourse);
        emit PledgeEnforced(lotId, pledged.pledgee);
    }

    function _useNonce(address buyer, uint256 nonce) private {
        if (_usedNonces[buyer].get(nonce)) revert Bills_NonceUsed(buyer, nonce);
        _usedNonces[buyer].set(nonce);
    }

    function _requirePledge(uint256 lotId) private view returns (Pledge memory pledged) {
        pledged = _pledgesOfLots[lotId];
        if (pledged.pledgee.isNone()) revert Bills_NotPledged(lotId);
    }

    function _requirePledgee(uint256 lotId, Pledge memory pledged) private view {
        OrgId caller = _callingMember();
        if (caller != pledged.pledgee) revert Bills_NotPledgee(lotId, caller, pledged.pledgee);
    }
}
