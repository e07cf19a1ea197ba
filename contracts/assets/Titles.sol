// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Capabilities} from "../common/Capabilities.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {IMembership} from "../consortium/IMembership.sol";
import {IClaimRegistry} from "./IClaimRegistry.sol";
import {ITitles} from "./ITitles.sol";

/// @title Titles
/// @notice Documents of title, see `ITitles`. A title takes one word.
contract Titles is ITitles, MemberGated {
    bytes32 private constant ROOM = "titles";
    OrgId private constant NONE = OrgId.wrap(0);

    /// @notice Remembers which documents became claims; fixed at deployment.
    IClaimRegistry public immutable claimRegistry;

    /// @inheritdoc ITitles
    uint256 public titleCount;

    mapping(uint256 titleId => Title title) private _titles;
    /// @dev The registry knows a document by its counterparty too; a carrier's number alone must do here.
    mapping(OrgId issuer => mapping(bytes32 numberDigest => uint256 titleId)) private _byNumber;

    constructor(IMembership membership_, IClaimRegistry claimRegistry_) MemberGated(membership_) {
        claimRegistry = claimRegistry_;
    }

    /// @inheritdoc ITitles
    function issue(
        string calldata number,
        OrgId holder,
        OrgId beneficiary,
        bytes32 contentDigest,
        bytes32 remark
    ) external returns (uint256 titleId) {
        OrgId issuer = membership.requireCapable(msg.sender, Capabilities.LOGISTICS);
        bytes32 numberDigest = keccak256(bytes(number));
        uint256 earlier = _byNumber[issuer][numberDigest];
        if (earlier != 0) revert Titles_AlreadyIssued(earlier);
        _requireReceiver(issuer, holder);
        _requireReceiver(issuer, beneficiary);
        titleId = ++titleCount;
        _byNumber[issuer][numberDigest] = titleId;
        _titles[titleId] = Title({
            issuer: issuer,
            holder: holder,
            beneficiary: beneficiary,
            nominee: NONE,
            offeredHolder: NONE,
            offeredBeneficiary: NONE,
            stage: Stage.Active,
            holderAccepted: false,
            beneficiaryAccepted: false
        });
        bytes32 documentKey = claimRegistry.record(
            ROOM,
            IClaimRegistry.Document(IClaimRegistry.DocumentKind.Title, issuer, beneficiary, number),
            titleId
        );
        emit TitleIssued(titleId, issuer, beneficiary, holder, number, contentDigest, documentKey, remark);
    }

    /* Transfers */

    /// @inheritdoc ITitles
    function nominate(uint256 titleId, OrgId nominee, bytes32 remark) external {
        OrgId caller = _callingMember();
        Title memory title = _requireStage(titleId, Stage.Active);
        if (caller != title.beneficiary) revert Titles_NotBeneficiary(titleId, caller, title.beneficiary);
        if (nominee == title.beneficiary || nominee == title.nominee)
            revert Titles_NothingToTransfer(titleId, nominee);
        if (!nominee.isNone()) _requireReceiver(title.issuer, nominee);
        _titles[titleId].nominee = nominee;
        emit BeneficiaryNominated(titleId, nominee, remark);
    }

    /// @inheritdoc ITitles
    function transferHolder(uint256 titleId, OrgId holder, bytes32 remark) external {
        _offer(titleId, holder, NONE, remark);
    }

    /// @inheritdoc ITitles
    function transferBeneficiary(uint256 titleId, OrgId beneficiary, bytes32 remark) external {
        _offer(titleId, NONE, beneficiary, remark);
    }

    /// @inheritdoc ITitles
    function transferOwners(uint256 titleId, OrgId holder, OrgId beneficiary, bytes32 remark) external {
        if (holder.isNone() || beneficiary.isNone()) revert Titles_NothingToTransfer(titleId, NONE);
        _offer(titleId, holder, beneficiary, remark);
    }

    /// @inheritdoc ITitles
    function accept(uint256 titleId, bytes32 remark) external {
        OrgId caller = _callingMember();
        Title memory title = _requireOffer(titleId);
        bool asHolder = caller == title.offeredHolder && !title.holderAccepted;
        bool asBeneficiary = caller == title.offeredBeneficiary && !title.beneficiaryAccepted;
        if (!asHolder && !asBeneficiary) revert Titles_NotReceiver(titleId, caller);
        if (asHolder) title.holderAccepted = true;
        if (asBeneficiary) title.beneficiaryAccepted = true;
        bool complete =
            (title.offeredHolder.isNone() || title.holderAccepted) &&
                (title.offeredBeneficiary.isNone() || title.beneficiaryAccepted);
        if (!complete) {
            _titles[titleId] = title;
            emit TransferAgreed(titleId, caller, remark);
            return;
        }
        if (!title.offeredBeneficiary.isNone()) {
            // The nomination may have changed since the offer.
            _requireNominated(titleId, title, title.offeredBeneficiary);
            title.beneficiary = title.offeredBeneficiary;
            title.nominee = NONE;
        }
        if (!title.offeredHolder.isNone()) title.holder = title.offeredHolder;
        _storeWithoutOffer(titleId, title);
        emit TitleTransferred(titleId, title.holder, title.beneficiary, remark);
    }

    /// @inheritdoc ITitles
    function reject(uint256 titleId, bytes32 remark) external {
        OrgId caller = _callingMember();
        Title memory title = _requireOffer(titleId);
        if (caller != title.offeredHolder && caller != title.offeredBeneficiary)
            revert Titles_NotReceiver(titleId, caller);
        _storeWithoutOffer(titleId, title);
        emit TransferRejected(titleId, caller, remark);
    }

    /// @inheritdoc ITitles
    function withdraw(uint256 titleId, bytes32 remark) external {
        OrgId caller = _callingMember();
        Title memory title = _requireOffer(titleId);
        if (caller != title.holder) revert Titles_NotHolder(titleId, caller, title.holder);
        _storeWithoutOffer(titleId, title);
        emit TransferWithdrawn(titleId, caller, remark);
    }

    /* Surrender */

    /// @inheritdoc ITitles
    function surrender(uint256 titleId, bytes32 remark) external {
        Title memory title = _requireFreeInHandsOf(titleId, _callingMember());
        if (title.holder != title.beneficiary)
            revert Titles_NotBeneficiary(titleId, title.holder, title.beneficiary);
        _titles[titleId].stage = Stage.Surrendered;
        emit TitleSurrendered(titleId, title.holder, remark);
    }

    /// @inheritdoc ITitles
    function acceptSurrender(uint256 titleId, bytes32 remark) external {
        emit SurrenderAccepted(titleId, _endSurrender(titleId, Stage.Ended), remark);
    }

    /// @inheritdoc ITitles
    function restore(uint256 titleId, bytes32 remark) external {
        emit TitleRestored(titleId, _endSurrender(titleId, Stage.Active), remark);
    }

    /* Reading */

    /// @inheritdoc ITitles
    function titleOf(uint256 titleId) external view returns (Title memory title) {
        title = _titles[titleId];
        if (title.stage == Stage.None) revert Titles_Unknown(titleId);
    }

    /// @inheritdoc ITitles
    function titleByNumber(OrgId issuer, string calldata number) external view returns (uint256) {
        return _byNumber[issuer][keccak256(bytes(number))];
    }

    /* Within */

    /// @dev None stands for a role that stays.
    function _offer(uint256 titleId, OrgId holder, OrgId beneficiary, bytes32 remark) private {
        Title memory title = _requireFreeInHandsOf(titleId, _callingMember());
        if (holder == title.holder) revert Titles_NothingToTransfer(titleId, holder);
        if (beneficiary == title.beneficiary) revert Titles_NothingToTransfer(titleId, beneficiary);
        if (holder.isNone() && beneficiary.isNone()) revert Titles_NothingToTransfer(titleId, NONE);
        if (!holder.isNone()) _requireReceiver(title.issuer, holder);
        if (!beneficiary.isNone()) {
            _requireReceiver(title.issuer, beneficiary);
            _requireNominated(titleId, title, beneficiary);
        }
        title.offeredHolder = holder;
        title.offeredBeneficiary = beneficiary;
        _titles[titleId] = title;
        emit TransferOffered(titleId, holder, beneficiary, remark);
    }

    function _endSurrender(uint256 titleId, Stage stage) private returns (OrgId caller) {
        caller = _callingMember();
        Title memory title = _requireStage(titleId, Stage.Surrendered);
        if (caller != title.issuer) revert Titles_NotIssuer(titleId, caller, title.issuer);
        _titles[titleId].stage = stage;
    }

    function _storeWithoutOffer(uint256 titleId, Title memory title) private {
        title.offeredHolder = NONE;
        title.offeredBeneficiary = NONE;
        title.holderAccepted = false;
        title.beneficiaryAccepted = false;
        _titles[titleId] = title;
    }

    function _requireStage(uint256 titleId, Stage needed) private view returns (Title memory title) {
        title = _titles[titleId];
        if (title.stage == Stage.None) revert Titles_Unknown(titleId);
        if (title.stage != needed) revert Titles_WrongStage(titleId, title.stage, needed);
    }

    function _requireOffer(uint256 titleId) private view returns (Title memory title) {
        title = _requireStage(titleId, Stage.Active);
        if (title.offeredHolder.isNone() && title.offeredBeneficiary.isNone())
            revert Titles_NoTransferOffered(titleId);
    }

    /// @dev The title, which `caller` holds and has offered to nobody.
    function _requireFreeInHandsOf(uint256 titleId, OrgId caller) private view returns (Title memory title) {
        title = _requireStage(titleId, Stage.Active);
        if (caller != title.holder) revert Titles_NotHolder(titleId, caller, title.holder);
        if (!title.offeredHolder.isNone() || !title.offeredBeneficiary.isNone())
            revert Titles_TransferOffered(titleId, title.offeredHolder, title.offeredBeneficiary);
    }

    /// @dev Who is both holder and beneficiary needs nobody's nomination.
    function _requireNominated(uint256 titleId, Title memory title, OrgId beneficiary) private pure {
        if (title.holder != title.beneficiary && beneficiary != title.nominee)
            revert Titles_NotNominated(titleId, beneficiary, title.nominee);
    }

    function _requireReceiver(OrgId issuer, OrgId receiver) private view {
        if (receiver == issuer) revert Titles_ToIssuer(issuer);
        if (!membership.isInGoodStanding(receiver)) revert Titles_NotInStanding(receiver);
    }
}
